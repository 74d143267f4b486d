// What @ftn/training offers for TensorBoard.
export { TensorBoardWriter } from './tensorboard-writer.js';
