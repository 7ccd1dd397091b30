export { acceptStreams, isGzip, StreamedBody } from './streamed-body.js';
export { uploadText } from './upload-text.js';
