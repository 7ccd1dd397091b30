export { explainLinear, scoreLinear } from './linear.js';
