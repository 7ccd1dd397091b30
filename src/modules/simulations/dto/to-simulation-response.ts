import type { SimulationEntity } from '../simulation.entity.js';
import type { SimulationRow } from '../simulations.repository.js';
import type { SimulationResponse, SimulationSummaryResponse } from './simulation.dto.js';

export function toSimulationSummary(row: SimulationRow): SimulationSummaryResponse {
  const { id, contractId, starYear, kind, name, status, jobId, modelVersions, inputsDigest, createdBy } = row;
  return {
    id,
    contractId,
    starYear,
    kind,
    name,
    status,
    jobId,
    ruleSet: { version: row.rulesetVersion, digest: row.rulesetDigest },
    seed: row.seed === null ? null : Number(row.seed),
    modelVersions,
    inputsDigest,
    createdAt: row.createdAt.toISOString(),
    createdBy,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function toSimulationResponse(row: SimulationEntity): SimulationResponse {
  return { ...toSimulationSummary(row), scenario: row.scenario as object, result: row.result as object | null };
}
