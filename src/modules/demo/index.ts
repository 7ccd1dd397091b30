export { DemoModule } from './demo.module.js';
export { DemoPlan } from './demo-plan.entity.js';
export { type DemoLoaded, type DemoOrder, DemoService } from './demo.service.js';
