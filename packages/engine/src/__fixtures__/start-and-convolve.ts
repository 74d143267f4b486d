// Starts the engine in a fresh process and writes what it is and what it computes as one line of JSON.
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../start-engine.js';

const threads = Number(process.argv[2]);
const info = await startEngine(threads > 0 ? { threads } : {});
const ones = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
const sums = [...tf.conv2d(ones, tf.reshape<tf.Rank.R4>(ones, [3, 3, 1, 1]), 1, 'same').dataSync()];
process.stdout.write(`${JSON.stringify({ info, sums })}\n`);
