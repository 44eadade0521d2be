using Strata.Server.Hosting;

#pragma warning disable RS0030 // Here the server meets its terminal and its environment; everything else is given them.
return await ServerCommands.RunAsync(args, Console.Out, Console.Error, Environment.GetEnvironmentVariable).ConfigureAwait(false);
