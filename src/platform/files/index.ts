export { makeFolder, syncFolder } from './sync-folder.js';
