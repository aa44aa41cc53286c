using Microsoft.CodeAnalysis;

namespace P2PNet.Generator;

/// <summary>Every mistake that the generator reports. Each id has a page of its name in Documentation~/diagnostics.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor DuplicateKey = Error(
        "P2PMSG001",
        "Two members have the same key",
        "'{0}' has the key {1}, which '{2}' has already; give it a free one");

    public static readonly DiagnosticDescriptor CannotBeSet = Error(
        "P2PMSG002",
        "A member can't be set",
        "'{0}' can't be set when the message is read; give it a setter (in a partial type any), or a constructor with a parameter of its name and type");

    public static readonly DiagnosticDescriptor UnknownType = Error(
        "P2PMSG003",
        "A member's type can't be written",
        "'{0}' has the type '{1}', which no formatter is known for; give the type's members [Key], or name a formatter with [MessageFormatter]");

    public static readonly DiagnosticDescriptor MissingKey = Error(
        "P2PMSG004",
        "A public member has no key",
        "'{0}' is public and has no key; give it [Key(n)] to send it, or [IgnoreMember]");

    public static readonly DiagnosticDescriptor IdOutOfRange = Error(
        "P2PMSG005",
        "A message's id is out of range",
        "'{0}' has the id {1}; an id is from 0 to 127, or is left out and computed from the name");

    public static readonly DiagnosticDescriptor IdCollision = Error(
        "P2PMSG006",
        "Two messages have the same id",
        "'{0}' has the id {1}, which '{2}' has too; give one of them a free Id from 0 to 127, or another Name");

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "P2PMSG007",
        "Generated code can't reach it",
        "'{0}' is {1}; the generated formatter is outside of it and needs it internal or public, or the types around it partial");

    public static readonly DiagnosticDescriptor KeyOutOfRange = Error(
        "P2PMSG008",
        "A key is out of range",
        "'{0}' has the key {1}; a key is a number from 0 to 255 or a name of 1 to 255 bytes");

    public static readonly DiagnosticDescriptor UnsupportedMessage = Error(
        "P2PMSG009",
        "The type can't be a message",
        "'{0}' can't be a message or part of one: {1}");

    public static readonly DiagnosticDescriptor FormatterDoesNotFit = Error(
        "P2PMSG010",
        "The formatter does not fit",
        "'{0}' can't format '{1}': {2}");

    public static readonly DiagnosticDescriptor MixedKeys = Error(
        "P2PMSG011",
        "A type mixes numbers and names",
        "'{0}' has the key {1}, and other members of the type have {2}; give all members numbers, or all names");

    public static readonly DiagnosticDescriptor DuplicateUnionKey = Error(
        "P2PMSG012",
        "Two types of a union have the same key",
        "'{0}' has the key {2} in the union '{1}', which '{3}' has already; give it a free one");

    public static readonly DiagnosticDescriptor UnionCaseDoesNotFit = Error(
        "P2PMSG013",
        "A type does not fit its union",
        "'{0}' can't be in the union '{1}': {2}");

    public static readonly DiagnosticDescriptor ConstructorDoesNotFit = Error(
        "P2PMSG014",
        "The marked constructor does not fit",
        "'{0}' can't be made by the constructor that is marked: its parameter '{1}' has not the name and type of a member with a key");

    public static readonly DiagnosticDescriptor WrongDeclaration = Error(
        "P2PMSG015",
        "A message is declared in the wrong way",
        "'{0}' is not made a message by this: {1}");

    public static readonly DiagnosticDescriptor ChangedKey = Error(
        "P2PMSG016",
        "A key changed its type",
        "'{0}': {1} is {2} in {3} and {4} now, and older programs would misread it; give the new type a new key");

    public static readonly DiagnosticDescriptor ReusedKey = Error(
        "P2PMSG017",
        "A removed key is used again",
        "'{0}': {1} was removed, as {2} says, and older programs take it for what it was; give the member a new key");

    public static readonly DiagnosticDescriptor SchemaFileBehind = Of(
        "P2PMSG018",
        "The schema file is behind",
        "{0} does not know '{1}' as it is now; its line there should be: {2}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor WrongSchemaLine = Error(
        "P2PMSG019",
        "A line of the schema file can't be used",
        "{0}: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Of(string id, string title, string message, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        "Messages",
        severity,
        isEnabledByDefault: true,
        description: $"Documentation~/diagnostics/{id}.md tells why and shows the way out.");
}
