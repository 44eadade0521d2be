using Strata.Mocks.Server;

return await MockProgram.RunAsync(args, Console.OpenStandardInput(), Console.Out, Console.Error).ConfigureAwait(false);
