/** The 40 classes of NYUD's usual segmentation task (Gupta et al. 2013), in the order of their numbers 1 to 40. */
export const nyudClasses: readonly string[] = [
  'wall',
  'floor',
  'cabinet',
  'bed',
  'chair',
  'sofa',
  'table',
  'door',
  'window',
  'bookshelf',
  'picture',
  'counter',
  'blinds',
  'desk',
  'shelves',
  'curtain',
  'dresser',
  'pillow',
  'mirror',
  'floor mat',
  'clothes',
  'ceiling',
  'books',
  'refrigerator',
  'television',
  'paper',
  'towel',
  'shower curtain',
  'box',
  'whiteboard',
  'person',
  'night stand',
  'toilet',
  'sink',
  'lamp',
  'bathtub',
  'bag',
  'other structure',
  'other furniture',
  'other prop',
];

/**
 * The two ways NYUD's labels are counted: `41` keeps the unlabelled pixels as class 0, 'background' (RCM's
 * protocol); `40` ignores them and counts the classes from 0 (Vandenhende's).
 */
export type NyudLabels = 40 | 41;

/** The class list of a way of counting. */
export function nyudClassList(labels: NyudLabels): readonly string[] {
  return labels === 41 ? ['background', ...nyudClasses] : nyudClasses;
}
