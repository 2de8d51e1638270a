global using HybridBpo.Events;
global using HybridBpo.Hro;
global using HybridBpo.Hro.Applications;
global using HybridBpo.Hro.Decisions;
global using HybridBpo.Hro.Requisitions;
global using HybridBpo.Inbox.Contracts;
global using HybridBpo.Platform;
global using FileTooLarge = HybridBpo.Hro.Screening.FileTooLarge;
