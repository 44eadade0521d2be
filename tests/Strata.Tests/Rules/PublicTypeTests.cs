using System.Reflection;
using Strata.Values;

namespace Strata.Tests.Rules;

public class PublicTypeTests
{
    // Open within the engine only, for the scalar that interpolation made: nobody else can call its constructors.
    private static readonly Type[] Open = [typeof(ScalarNode)];

    private static readonly Type[] Exported = typeof(OverrideManager).Assembly.GetExportedTypes();

    [Fact]
    public void PublicTypes_AreClosed()
    {
        Assert.True(Exported.Length > 20);
        Assert.Equal(Open, Exported.Where(static type => type is { IsSealed: false, IsAbstract: false, IsInterface: false }));
        Assert.All(Open.Concat(Exported.Where(static type => type is { IsAbstract: true, IsSealed: false, IsInterface: false })), static type =>
            Assert.DoesNotContain(type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), static made => made.IsPublic || made.IsFamily || made.IsFamilyOrAssembly));
    }

    [Fact]
    public void PublicTypes_HaveNoFieldsToWrite() => Assert.DoesNotContain(
        Exported.SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)),
        static field => field is { IsInitOnly: false, IsLiteral: false, IsSpecialName: false });

    [Fact]
    public void PublicTypes_OnlyTheOptionsHaveSetters() => Assert.Equal(
        [typeof(OverrideManagerOptions)],
        Exported.Where(static type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Any(static property => property.SetMethod is { IsPublic: true } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))));

    // What binds a type is code, and there once its assembly is loaded: which it is does not depend on when.
    private static readonly string[] Registrations = ["Registered`1.Reader"];

    [Fact]
    public void Engine_HoldsNoStateOfItsOwn()
    {
        // What counts lines where coverage is asked for is not ours.
        var fields = typeof(OverrideManager).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith("Coverlet.", StringComparison.Ordinal) != true)
            .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(static field => field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<', StringComparison.Ordinal) && field.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) == false)
            .Select(static field => $"{field.DeclaringType!.Name}.{field.Name}");

        Assert.Equal(Registrations, fields.Order(StringComparer.Ordinal));
    }
}
