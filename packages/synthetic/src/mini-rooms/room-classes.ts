/** What a pixel of a mini-room can show; a label is an index into this list. Every pixel has one. */
export const roomClasses = [
  'wall',
  'floor',
  'ceiling',
  'window',
  'door',
  'picture',
  'rug',
  'table',
  'chair',
  'sofa',
  'bed',
  'bookshelf',
  'cabinet',
  'lamp',
  'box',
  'plant',
] as const;

/** The name of a class of things in rooms. */
export type RoomClass = (typeof roomClasses)[number];
