import { type MarginalOrder, type MarginalValues, marginalValues } from '../../../core/optimization/marginal/index.js';
import { SimulationInputError } from '../../../core/simulation/index.js';

/** Values, or the field that makes them impossible: errors of the core lose their class between threads. */
export type MarginalAnswer = { readonly values: MarginalValues } | { readonly refused: string };

export default function run(order: MarginalOrder): MarginalAnswer {
  try {
    return { values: marginalValues(order) };
  } catch (error) {
    if (error instanceof SimulationInputError) return { refused: error.field };
    throw error;
  }
}
