export { HighsProgram, HighsSolver } from './highs-solver.js';
