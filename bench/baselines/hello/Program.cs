// What starting a native .NET process and writing one line costs: the floor under every command.
Console.WriteLine("hello");
