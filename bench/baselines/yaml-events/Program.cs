// What YamlDotNet's event parser alone costs over every .yml file of a directory, on one thread: no tree, no merge, no output but
// the number of events. Whatever resolves the same bytes with the same parser cannot do less work.
using System.Globalization;
using YamlDotNet.Core;

if (args is not [var directory])
{
    Console.Error.WriteLine("usage: yaml-events DIRECTORY");
    return 2;
}

long events = 0;
foreach (var file in Directory.EnumerateFiles(directory, "*.yml").Order(StringComparer.Ordinal))
{
    using var reader = new StreamReader(file);
    var parser = new Parser(reader);
    while (parser.MoveNext())
    {
        events++;
    }
}

Console.WriteLine(events.ToString(CultureInfo.InvariantCulture));
return 0;
