import { contractForecast, type ContractForecast, type ContractForecastOrder } from '../../../core/simulation/index.js';

/** Computes a snapshot's forecast in a thread. */
export default function run(order: ContractForecastOrder): ContractForecast {
  return contractForecast(order);
}
