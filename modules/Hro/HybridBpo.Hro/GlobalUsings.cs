global using HybridBpo.Events;
global using HybridBpo.Inbox.Contracts;
global using HybridBpo.Platform;
