export { maySeeContract, PERMISSION_METADATA, Public, PUBLIC_METADATA, RequirePermission } from './access.js';
export { type Permission, PERMISSIONS, permissionsOf, type Principal, type Role, ROLES } from './principal.js';
