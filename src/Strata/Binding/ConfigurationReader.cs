using System.ComponentModel;
using Strata.Values;

namespace Strata.Binding;

/// <summary>Makes a value of a node. What does not fit is reported to the context, and the default of the type given. For generated code.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="context">The binding that is going on.</param>
/// <param name="node">The node, at the context's present place.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate T ConfigurationReader<out T>(BindingContext context, ConfigNode node);
