import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DeploymentKeys } from './deployment-keys.js';
import { Environment } from './environment.js';

/** Gives every module the parsed settings and the deployment's keys. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(environment: Environment, keys: DeploymentKeys): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Environment, useValue: environment },
        { provide: DeploymentKeys, useValue: keys },
      ],
      exports: [Environment, DeploymentKeys],
    };
  }
}
