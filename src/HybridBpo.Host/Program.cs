return await HybridBpo.Host.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error);
