import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Environment } from '../../platform/config/index.js';
import { CmsImportService } from './cms-import.service.js';
import { CmsTableSetEntity } from './cms-table-set.entity.js';
import { ConformanceService } from './conformance.service.js';
import { ContractInputsReader } from './contract-inputs.js';
import { ContractYearEntity } from './contract-year.entity.js';
import { ContractsRepository } from './contracts.repository.js';
import { MeasureResultEntity } from './measure-result.entity.js';
import { RatingsController } from './ratings.controller.js';
import { RatingsService } from './ratings.service.js';
import { RuleSetCatalog } from './ruleset-catalog.js';
import { RuleSetsController } from './rulesets.controller.js';
import { StarRatingEntity } from './star-rating.entity.js';
import { StarRatingsRepository } from './star-ratings.repository.js';

/** Rule sets, contracts as CMS publishes them, and their ratings. */
@Module({
  imports: [TypeOrmModule.forFeature([ContractYearEntity, MeasureResultEntity, StarRatingEntity, CmsTableSetEntity])],
  controllers: [RuleSetsController, RatingsController],
  providers: [
    CmsImportService,
    ConformanceService,
    ContractInputsReader,
    ContractsRepository,
    RatingsService,
    StarRatingsRepository,
    {
      provide: RuleSetCatalog,
      inject: [Environment],
      useFactory: (env: Environment) => new RuleSetCatalog(env.RULESETS_DIR),
    },
  ],
  exports: [CmsImportService, ContractInputsReader, ContractsRepository, RuleSetCatalog],
})
export class RatingsModule {}
