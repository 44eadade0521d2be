using Strata.Server.Hosting;

return await ServerCommands.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
