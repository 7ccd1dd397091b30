import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { RevenueEffect } from '../../core/simulation/index.js';
import { ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited } from '../audit/index.js';
import { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import { SIMULATION_EXAMPLES } from './dto/create-simulation.example.js';
import { RevenueDto } from './dto/revenue.dto.js';
import {
  CompareSimulationsRequest,
  SimulationComparisonResponse,
  SimulationIdParam,
  SimulationListQuery,
  SimulationPageResponse,
  SimulationResponse,
} from './dto/simulation.dto.js';
import { SimulationsService } from './simulations.service.js';

/** Scenarios: what would happen, how likely it is, and what is missing. */
@ApiTags('simulations')
@Controller('simulations')
export class SimulationsController {
  constructor(private readonly simulations: SimulationsService) {}

  /**
   * Simulates a scenario and stores it with its result. What takes longer (many draws, very many members, `asJob`) is
   * answered with 202 and computed as a job, with progress and cancel at `/api/v1/jobs/{jobId}`.
   */
  @Post()
  @RequirePermission('simulations:write')
  @Audited({ event: 'simulation.created' })
  @ApiOperation({ operationId: 'createSimulation', summary: 'Simulate a scenario' })
  @ApiBody({ type: CreateSimulationRequest, examples: SIMULATION_EXAMPLES })
  async create(
    @Body() request: CreateSimulationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SimulationResponse> {
    const simulation = await this.simulations.create(request);
    reply.header('location', `/api/v1/simulations/${simulation.id}`);
    if (simulation.status === 'pending') reply.status(202);
    return simulation;
  }

  /** Stored simulations without their results, newest first. */
  @Get()
  @ReadsReplica()
  @RequirePermission('simulations:read')
  @ApiOperation({ operationId: 'listSimulations', summary: 'List simulations' })
  list(@Query() query: SimulationListQuery): Promise<SimulationPageResponse> {
    return this.simulations.list(query);
  }

  /** Several results of one kind side by side, line by line, each against the first one. */
  @Post('compare')
  @HttpCode(200)
  @RequirePermission('simulations:read')
  @ApiOperation({ operationId: 'compareSimulations', summary: 'Compare simulations' })
  compare(@Body() request: CompareSimulationsRequest): Promise<SimulationComparisonResponse> {
    return this.simulations.compare(request);
  }

  /** A simulation with its result. */
  @Get(':id')
  @RequirePermission('simulations:read')
  @ApiOperation({ operationId: 'getSimulation', summary: 'Read a simulation' })
  find(@Param() { id }: SimulationIdParam): Promise<SimulationResponse> {
    return this.simulations.find(id);
  }

  /**
   * What a simulated rating pays: quality bonus and rebate by rating, as a distribution against the baseline rating. All
   * assumptions are inputs and come back; the payment year is the star year plus one. Nothing is stored.
   */
  @Post(':id/revenue')
  @HttpCode(200)
  @RequirePermission('simulations:read')
  @ApiOperation({ operationId: 'getSimulationRevenue', summary: 'Compute the revenue effect of a simulation' })
  @ApiOkResponse({
    description: 'Payments by rating, differences as a distribution, and every assumption.',
    schema: { type: 'object', additionalProperties: true, example: { starYear: 2026, paymentYear: 2027 } },
  })
  revenue(@Param() { id }: SimulationIdParam, @Body() assumptions: RevenueDto): Promise<RevenueEffect> {
    return this.simulations.revenue(id, assumptions);
  }

  /** Deletes a simulation. One whose job is under way is refused with 409: cancel the job first. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('simulations:write')
  @Audited({ event: 'simulation.deleted', entityParam: 'id' })
  @ApiOperation({ operationId: 'deleteSimulation', summary: 'Delete a simulation' })
  delete(@Param() { id }: SimulationIdParam): Promise<void> {
    return this.simulations.delete(id);
  }
}
