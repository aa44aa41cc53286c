namespace P2PNet.Messages
{
    /// <summary>What a type in a schema text is made of.</summary>
    internal enum SchemaKind : byte
    {
        /// <summary><c>u32</c>: nothing else.</summary>
        Word,

        /// <summary><c>'Game.Colour'</c>: what a formatter of the user's writes.</summary>
        Named,

        /// <summary><c>(0:u32,1:str)</c>, with or without a word before it: members by their keys.</summary>
        Keyed,

        /// <summary><c>[u32]</c></summary>
        List,

        /// <summary><c>{str:u32}</c></summary>
        Dictionary,

        /// <summary><c>u32?</c></summary>
        Optional,
    }
}
