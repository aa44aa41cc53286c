using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>How values of a type are written and read: what the generator knows of a member's type.</summary>
/// <param name="Name">The type as generated code names it; references that may be null end in a question mark.</param>
/// <param name="Schema">The type in the schema text, where it has no parts.</param>
internal abstract record TypeShape(string Name, string Schema)
{
    /// <summary>Whether a null must neither be written nor come out of reading.</summary>
    public virtual bool RefusesNull => false;

    /// <summary>
    /// Whether reading knows what to do with nil. Otherwise nil in a member's place means that the sender no longer has the member,
    /// and it is treated as one that was left out.
    /// </summary>
    public virtual bool ReadsNil => false;

    /// <summary>Appends the type to a schema text. A type with parts appends those too.</summary>
    public virtual void AppendSchema(SchemaText text) => text.Append(Schema);

    /// <summary>Appends the statements that write a value.</summary>
    /// <param name="code">The method's body.</param>
    /// <param name="value">An expression without side effects.</param>
    /// <param name="place">The member.</param>
    public abstract void AppendWrite(CodeText code, string value, MemberPlace place);

    /// <summary>An expression that reads a value.</summary>
    public abstract string Read(MemberPlace place);

    /// <summary>Whether reading can use the value again that was there before.</summary>
    public virtual bool CanReadOver => false;

    /// <summary>An expression that reads a value and may use the one again that was there before.</summary>
    /// <param name="place">The member.</param>
    /// <param name="current">An expression for the value that was there before; it may be null.</param>
    public virtual string ReadOver(MemberPlace place, string current) => Read(place);

    /// <summary>An expression for a member that the sender left out; null where the type's default is right.</summary>
    public virtual string? Absent => null;

    /// <summary>The value, or an exception where it is null and must not be.</summary>
    protected string NotNull(string value, MemberPlace place) =>
        RefusesNull ? $"{value} ?? throw MessagePackException.ForNull(\"{place.Label}\")" : value;
}
