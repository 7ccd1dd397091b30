export { AccessModule } from './access.module.js';
export { type IssuedKeyDto, type KeyDto, toKeyDto } from './dto/key.dto.js';
export { KeysService } from './keys.service.js';
