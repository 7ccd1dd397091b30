export { optionClasses, type CountedOptions, type OptionClasses } from './option-classes.js';
