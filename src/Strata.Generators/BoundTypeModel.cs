namespace Strata.Generators;

/// <summary>A type for which code is written. Holds texts and no symbols, so that it is equal to what was found before an edit elsewhere.</summary>
/// <param name="Type">The type's full name.</param>
/// <param name="Read">For what is no object, the expression that reads it; null for an object.</param>
/// <param name="Names">For an enumeration, the arguments of its table of names; null for anything else.</param>
/// <param name="IsRoot">Whether it is asked for itself, and not only found within another.</param>
/// <param name="ParameterCount">How many of the members are parameters of the constructor: the first.</param>
/// <param name="Members">The members.</param>
internal sealed record BoundTypeModel(string Type, string? Read, string? Names, bool IsRoot, int ParameterCount, EquatableArray<BoundMemberModel> Members);

/// <summary>How a member gets its value.</summary>
internal enum MemberTarget
{
    /// <summary>As an argument of the constructor.</summary>
    Parameter,

    /// <summary>In the initializer, always.</summary>
    Required,

    /// <summary>By its setter, where a key is there.</summary>
    Setter,

    /// <summary>By its <c>init</c> accessor, where a key is there.</summary>
    Initializer,

    /// <summary>By <c>with</c>, where a key is there: the <c>init</c> accessor of a struct, and of a generic record, whose accessor code elsewhere cannot name.</summary>
    Copy,

    /// <summary>By adding to the collection that it has, where a key is there.</summary>
    Collection,

    /// <summary>By setting entries of the dictionary that it has, where a key is there.</summary>
    Dictionary,
}

/// <summary>A member.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its own key; null for one made of its name.</param>
/// <param name="Type">Its type, with what may be null in it.</param>
/// <param name="Read">The expression that reads it from <c>node</c>; null where it is the section itself.</param>
/// <param name="Target">How it gets its value.</param>
/// <param name="Default">The expression for a missing key; null where a missing key is an error.</param>
/// <param name="Unset">What is true of the member where its key is missing and the type's own code gave it no value either, which is an error; null where nothing is.</param>
/// <param name="IsDuration">Whether its key may end in a unit of time.</param>
/// <param name="Declaring">The type that declares it.</param>
internal sealed record BoundMemberModel(
    string Name,
    string? Key,
    string Type,
    string? Read,
    MemberTarget Target,
    string? Default,
    string? Unset,
    bool IsDuration,
    string Declaring);
