import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Environment } from '../../platform/config/index.js';
import { ContractYearEntity } from './contract-year.entity.js';
import { MeasureResultEntity } from './measure-result.entity.js';
import { RuleSetCatalog } from './ruleset-catalog.js';
import { RuleSetsController } from './rulesets.controller.js';
import { StarRatingEntity } from './star-rating.entity.js';

/** Rule sets, contracts as CMS publishes them, and their ratings. */
@Module({
  imports: [TypeOrmModule.forFeature([ContractYearEntity, MeasureResultEntity, StarRatingEntity])],
  controllers: [RuleSetsController],
  providers: [
    {
      provide: RuleSetCatalog,
      inject: [Environment],
      useFactory: (env: Environment) => new RuleSetCatalog(env.RULESETS_DIR),
    },
  ],
  exports: [RuleSetCatalog],
})
export class RatingsModule {}
