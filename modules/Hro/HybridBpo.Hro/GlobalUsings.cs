global using HybridBpo.EventStore;
global using HybridBpo.Inbox.Contracts;
global using HybridBpo.Platform;
