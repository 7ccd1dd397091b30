export { rawMemberId, strangerHash } from './names.js';
