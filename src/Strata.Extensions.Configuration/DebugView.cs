using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>
/// Tells whether <see cref="ConfigurationRootExtensions.GetDebugView(IConfigurationRoot)"/> is asking, which prints what it gets. It asks
/// providers as everybody does, so that its place on the stack is all there is to know it by. Asked for secrets only.
/// </summary>
internal static class DebugView
{
    // It stands next to the provider, or behind one configuration that is chained into another, and that into a third.
    private const int Frames = 16;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsAsking()
    {
        var stack = new StackTrace(fNeedFileInfo: false);
        for (var i = 0; i < Math.Min(stack.FrameCount, Frames); i++)
        {
            if (stack.GetFrame(i) is { } frame && DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName is { } type
                && type.StartsWith("Microsoft.Extensions.Configuration.ConfigurationRootExtensions", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
