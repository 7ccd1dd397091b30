export {
  createTreeExplainer,
  explainerByTrees,
  MAX_BACKGROUND_ROWS,
  type Background,
  type TreeExplainer,
  type TreeExplainerOptions,
  type TreeShapMethod,
} from './tree-explainer.js';
