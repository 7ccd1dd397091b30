import { Global, Module } from '@nestjs/common';
import { Environment } from '../config/index.js';
import { Log } from './log.js';

/** The structured log, for every module. */
@Global()
@Module({
  providers: [{ provide: Log, inject: [Environment], useFactory: (env: Environment) => new Log(env.LOG_LEVEL) }],
  exports: [Log],
})
export class TelemetryModule {}
