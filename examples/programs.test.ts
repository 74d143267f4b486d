import { runsThePrograms } from './checks/programs.js';

runsThePrograms('the engine that is installed');
