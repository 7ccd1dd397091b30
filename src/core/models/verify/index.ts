export { parseOracle, readOracle, type Oracle } from './oracle.js';
export { tolerancesOf, verifyModel, type Tolerances, type Verification } from './verify.js';
