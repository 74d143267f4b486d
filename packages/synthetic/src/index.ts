// The whole public surface of @ftn/synthetic.
export { type DomainShift, transformedDomain } from './domain-shifts/transformed-domain.js';
export {
  type MiniDomainOptions,
  type MiniDomainStyle,
  miniDomain,
  miniDomainClasses,
  miniDomainStyles,
} from './mini-domains/mini-domain.js';
export { type MiniRoomsOptions, miniRooms } from './mini-rooms/mini-rooms.js';
export { type RoomClass, roomClasses } from './mini-rooms/room-classes.js';
export { type MiniSeasonsOptions, miniSeasons, miniSeasonsScenes } from './mini-seasons/mini-seasons.js';
export {
  type MiniSketchOptions,
  type MiniSketchSet,
  miniSketch,
  miniSketchClasses,
  miniSketchSets,
} from './mini-sketch/mini-sketch.js';
