import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InterventionsModule } from '../interventions/index.js';
import { PortfolioModule } from '../portfolio/index.js';
import { RatingsModule } from '../ratings/index.js';
import { CutPointForecastEntity } from './cut-points/cut-point-forecast.entity.js';
import { CutPointForecastJob } from './cut-points/cut-point-forecast.job.js';
import { CutPointForecastsController } from './cut-points/cut-point-forecasts.controller.js';
import { CutPointForecastsRepository } from './cut-points/cut-point-forecasts.repository.js';
import { CutPointForecastsService } from './cut-points/cut-point-forecasts.service.js';
import { DrawnCutPoints } from './cut-points/drawn-cut-points.js';
import { ForecastEntity } from './ledger/forecast.entity.js';
import { ForecastLedger } from './ledger/forecast-ledger.js';
import { ForecastsController } from './ledger/forecasts.controller.js';
import { SnapshotForecastJob } from './ledger/snapshot-forecast.job.js';
import { ForecastsRepository } from './ledger/forecasts.repository.js';
import { CountedGapsRepository } from './from-gaps/counted-gaps.repository.js';
import { GapOutlooksReader } from './from-gaps/gap-outlooks.reader.js';
import { ScenarioReader } from './scenario-reader.js';
import { ScenarioRunner } from './scenario-runner.js';
import { SimulationEntity } from './simulation.entity.js';
import { SimulationJob } from './simulation-job.js';
import { SimulationRunner } from './simulation-runner.js';
import { SimulationsController } from './simulations.controller.js';
import { SimulationsRepository } from './simulations.repository.js';
import { SimulationsService } from './simulations.service.js';

/** Scenarios and their distributions, forecasts of cut points, and the ledger of forecasts. */
@Module({
  imports: [
    InterventionsModule,
    PortfolioModule,
    RatingsModule,
    TypeOrmModule.forFeature([SimulationEntity, CutPointForecastEntity, ForecastEntity]),
  ],
  controllers: [SimulationsController, CutPointForecastsController, ForecastsController],
  providers: [
    CutPointForecastJob,
    CutPointForecastsRepository,
    CutPointForecastsService,
    DrawnCutPoints,
    ForecastLedger,
    ForecastsRepository,
    CountedGapsRepository,
    GapOutlooksReader,
    ScenarioReader,
    ScenarioRunner,
    SimulationJob,
    SimulationRunner,
    SimulationsRepository,
    SimulationsService,
    SnapshotForecastJob,
  ],
  exports: [CutPointForecastsService, ForecastLedger, ScenarioRunner, SimulationRunner],
})
export class SimulationsModule {}
