global using HybridBpo.Inbox.Cases;
global using HybridBpo.Inbox.Contracts;
global using HybridBpo.Inbox.Queue;
global using HybridBpo.Inbox.Working;
global using HybridBpo.Platform;
