#!/usr/bin/env node
// Stands in the repository, so that installing finds it before anything is built.
import '../dist/main.js';
