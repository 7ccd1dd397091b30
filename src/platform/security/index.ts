export {
  accessOf,
  maySeeContract,
  PERMISSION_METADATA,
  Public,
  PUBLIC_METADATA,
  RequirePermission,
  type RouteAccess,
} from './access.js';
export { ApiKey } from './api-key.entity.js';
export { ApiKeyStore, type IssuedKey, type KeyListQuery, type KeyOrder } from './api-key.store.js';
export { ApiKeys } from './api-keys.js';
export { createFirstAdminKey } from './first-admin-key.js';
export { BadExpiry, expiryOf } from './key-expiry.js';
export { type Permission, PERMISSIONS, permissionsOf, type Principal, type Role, ROLES } from './principal.js';
export { SecurityModule } from './security.module.js';
