import type { MigrationInterface } from 'typeorm';
import { RequestsAreLoggedAndActsAreAudited1764000000001 } from './0001-requests-are-logged-and-acts-are-audited.js';
import { ApiKeysAreKeptAsDigests1764000000002 } from './0002-api-keys-are-kept-as-digests.js';
import { ContractsTheirResultsAndTheirRatingsAreKept1764000000003 } from './0003-contracts-their-results-and-their-ratings-are-kept.js';
import { MembersAreKeptByAKeyedHash1764000000010 } from './0010-members-are-kept-by-a-keyed-hash.js';
import { GapsKeepEvidenceAndWorkApart1764000000011 } from './0011-gaps-keep-evidence-and-work-apart.js';
import { InterventionsCloseGapsAndPredictionsAreHistory1764000000012 } from './0012-interventions-close-gaps-and-predictions-are-history.js';
import { JobsAreKeptWithTheirProgressAndResult1764000000030 } from './0030-jobs-are-kept-with-their-progress-and-result.js';
import { RejectedRowsOfImportsAreKeptByPlace1764000000031 } from './0031-rejected-rows-of-imports-are-kept-by-place.js';
import { GapsAreCountedAsTheyChange1764000000040 } from './0040-gaps-are-counted-as-they-change.js';
import { PortfolioSnapshotsAreKept1764000000041 } from './0041-portfolio-snapshots-are-kept.js';
import { DemoPlansAreRemembered1764000000042 } from './0042-demo-plans-are-remembered.js';
import { SimulationsAndForecastsAreKept1764000000050 } from './0050-simulations-and-forecasts-are-kept.js';
import { ModelsHaveVersionsAndOneIsActive1764000000060 } from './0060-models-have-versions-and-one-is-active.js';
import { GapsCarryTheirLatestPrediction1764000000070 } from './0070-gaps-carry-their-latest-prediction.js';
import { FeaturesAreCountedByModelAndMonth1764000000080 } from './0080-features-are-counted-by-model-and-month.js';
import { PrioritiesKnowWhatTheyWereComputedFrom1764000000090 } from './0090-priorities-know-what-they-were-computed-from.js';
import { PlansOfActionAreKeptWithTheirActions1764000000091 } from './0091-plans-of-action-are-kept-with-their-actions.js';
import { AReplayedSpoolIsRemembered1764000000100 } from './0100-a-replayed-spool-is-remembered.js';
import { RatesAreCountedOverAllInstances1764000000110 } from './0110-rates-are-counted-over-all-instances.js';
import { GapsLearnTheirEarlierPredictions1764000000111 } from './0111-gaps-learn-their-earlier-predictions.js';
import { ArchivedMonthsOfTheLogsAreRegistered1764000000115 } from './0115-archived-months-of-the-logs-are-registered.js';
import { JobsRememberTheRequestThatOrderedThem1764000000116 } from './0116-jobs-remember-the-request-that-ordered-them.js';
import { WaitingPredictionsGoWithTheirPrediction1764000000121 } from './0121-waiting-predictions-go-with-their-prediction.js';
import { AWaitingPredictionNeedsNoMemberOfItsOwn1764000000122 } from './0122-a-waiting-prediction-needs-no-member-of-its-own.js';
import { MonitoringThresholdsAreData1764000000130 } from './0130-monitoring-thresholds-are-data.js';
import { TierThresholdsAreData1764000000131 } from './0131-tier-thresholds-are-data.js';
import { ContractsMayStandWithoutCmsTables1764000000150 } from './0150-contracts-may-stand-without-cms-tables.js';
import { RunningCountsAreFoundByContractAndYear1764000000160 } from './0160-running-counts-are-found-by-contract-and-year.js';
import { WorklistsAreReadByTier1764000000161 } from './0161-worklists-are-read-by-tier.js';
import { GapsUnderWayHaveAnIndex1764000000162 } from './0162-gaps-under-way-have-an-index.js';
import { TheWholeWorklistIsReadByPriority1764000000163 } from './0163-the-whole-worklist-is-read-by-priority.js';

/** All migrations, oldest first. Each is named as a sentence. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  RequestsAreLoggedAndActsAreAudited1764000000001,
  ApiKeysAreKeptAsDigests1764000000002,
  ContractsTheirResultsAndTheirRatingsAreKept1764000000003,
  MembersAreKeptByAKeyedHash1764000000010,
  GapsKeepEvidenceAndWorkApart1764000000011,
  InterventionsCloseGapsAndPredictionsAreHistory1764000000012,
  JobsAreKeptWithTheirProgressAndResult1764000000030,
  RejectedRowsOfImportsAreKeptByPlace1764000000031,
  GapsAreCountedAsTheyChange1764000000040,
  PortfolioSnapshotsAreKept1764000000041,
  DemoPlansAreRemembered1764000000042,
  SimulationsAndForecastsAreKept1764000000050,
  ModelsHaveVersionsAndOneIsActive1764000000060,
  GapsCarryTheirLatestPrediction1764000000070,
  FeaturesAreCountedByModelAndMonth1764000000080,
  PrioritiesKnowWhatTheyWereComputedFrom1764000000090,
  PlansOfActionAreKeptWithTheirActions1764000000091,
  AReplayedSpoolIsRemembered1764000000100,
  RatesAreCountedOverAllInstances1764000000110,
  GapsLearnTheirEarlierPredictions1764000000111,
  ArchivedMonthsOfTheLogsAreRegistered1764000000115,
  JobsRememberTheRequestThatOrderedThem1764000000116,
  WaitingPredictionsGoWithTheirPrediction1764000000121,
  AWaitingPredictionNeedsNoMemberOfItsOwn1764000000122,
  MonitoringThresholdsAreData1764000000130,
  TierThresholdsAreData1764000000131,
  ContractsMayStandWithoutCmsTables1764000000150,
  RunningCountsAreFoundByContractAndYear1764000000160,
  WorklistsAreReadByTier1764000000161,
  GapsUnderWayHaveAnIndex1764000000162,
  TheWholeWorklistIsReadByPriority1764000000163,
];
