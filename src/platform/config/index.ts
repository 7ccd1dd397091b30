export { ConfigModule } from './config.module.js';
export { DeploymentKeys, deploymentKeys } from './deployment-keys.js';
export { Environment } from './environment.js';
export { ConfigurationError, parseEnvironment } from './parse-environment.js';
