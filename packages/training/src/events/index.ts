// What @ftn/training offers for TensorBoard.
export { type TensorBoardOptions, TensorBoardWriter } from './tensorboard-writer.js';
