global using HybridBpo.Inbox.Cases;
global using HybridBpo.Inbox.Contracts;
global using HybridBpo.Platform;
