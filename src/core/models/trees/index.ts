export { assembleTrees, type AssembleOptions, type RawTree } from './assemble.js';
export { goesLeft, leafOf, NODE, type TreeEnsemble } from './ensemble.js';
export { doubleBefore, floatBefore } from './floats.js';
export { scoreTrees, toPrecision } from './score.js';
export { treeColumns, type TreeColumns } from './tree-columns.js';
