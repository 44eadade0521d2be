using Strata.Cli;

return CommandHost.OfProcess().Run(args);
