export { Intervention } from './intervention.entity.js';
export { InterventionReportsRepository } from './intervention-reports.repository.js';
export { type Channel, CHANNELS, InterventionType } from './intervention-type.entity.js';
export { InterventionsModule } from './interventions.module.js';
export { InterventionsRepository } from './interventions.repository.js';
export { type InterventionOrder, InterventionsService } from './interventions.service.js';
