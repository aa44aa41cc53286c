using System;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;
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

    /// <summary>Bounds of what a value takes; null where a value may take any number of bytes, or is not written in the fast way.</summary>
    public virtual PlainForm? Plain => null;

    /// <summary>A statement that writes a value of fixed length into a span at an offset in it.</summary>
    public virtual string PlainPut(string span, int offset, string value) => throw new InvalidOperationException($"{Name} has no fixed length.");

    /// <summary>An expression that reads a value of fixed length from a span, and is true where it is not there.</summary>
    public virtual string PlainGetFails(string span, int offset, string local) => throw new InvalidOperationException($"{Name} has no fixed length.");

    /// <summary>An expression that writes a value into the span <c>to</c> at <c>at</c> and gives the position behind it.</summary>
    public virtual string PlainWrite(string value) => throw new InvalidOperationException($"{Name} is not plain.");

    /// <summary>An expression that reads a value from the span <c>from</c>, moves <c>at</c> behind it, and is true where it is not there.</summary>
    public virtual string PlainReadFails(string local) => throw new InvalidOperationException($"{Name} is not plain.");

    /// <summary>An expression of the type for what was read into a local.</summary>
    public virtual string PlainValue(string local) => local;

    /// <summary>The value, or an exception where it is null and must not be.</summary>
    protected string NotNull(string value, MemberPlace place) =>
        RefusesNull ? $"{value} ?? throw MessagePackException.ForNull(\"{place.Label}\")" : value;
}
