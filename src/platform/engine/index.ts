export { keepAllocationsYoung } from './keep-allocations-young.js';
