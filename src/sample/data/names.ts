/** Given names, and the parts from which invented family names are made. */

const given = `
Marie Jean Pierre Anne Philippe Nathalie Nicolas Isabelle Christophe Sylvie Julien Catherine Thomas Sandrine Olivier Céline
David Valérie Sébastien Stéphanie Laurent Sophie Frédéric Christine Guillaume Aurélie Vincent Émilie Alexandre Caroline
Antoine Florence Mathieu Virginie Benoît Hélène Maxime Claire Romain Laurence Jérôme Delphine Éric Karine Cédric Élodie
Damien Patricia Arnaud Martine Fabien Véronique Grégory Corinne Ludovic Laëtitia Mickaël Agnès Benjamin Audrey Anthony
Estelle Bruno Magali Pascal Mélanie Thierry Amandine Hervé Brigitte Denis Françoise Gilles Muriel Didier Carole Patrick Cécile
Yves Annie Marc Mireille Alain Dominique Gérard Nadine Serge Chantal Franck Solène Loïc Maëlle Yann Nolwenn Erwan Gaëlle
Ronan Morgane Tristan Aude Gaël Bérénice Clément Camille Hugo Léa Lucas Manon Théo Chloé Paul Emma Louis Jade Arthur Louise
Jules Alice Gabriel Lina Raphaël Zoé Adam Rose Léo Anna Nathan Inès Ethan Juliette Noah Margaux Tom Charlotte Victor Lucie
Simon Pauline Martin Jeanne Samuel Mathilde Quentin Justine Valentin Marine Florian Noémie Kévin Océane Dylan Anaïs Jordan
Coralie Jonathan Ophélie Baptiste Clara Bastien Eva Adrien Lisa Corentin Sarah Dorian Fanny Rémi Alexia Tanguy Constance
Étienne Éléonore Grégoire Diane Augustin Blanche Côme Apolline Basile Domitille Félix Eugénie Gaspard Faustine Henri Garance
Ismaël Hortense Joachim Iris Kilian Joséphine Lazare Katell Malo Léopoldine Noé Madeleine Oscar Ninon Pacôme Odile Rodolphe
Philippine Sylvain Roxane Thibault Séverine Ulysse Tiphaine Valéry Ursule Wandrille Violette Xavier Wendy Zacharie Yaëlle
Amine Aïcha Bilal Fatou Driss Farida Elias Ghizlane Fouad Hanane Hakim Imane Idriss Jamila Karim Khadija Mehdi Leïla Nabil
Malika Omar Nadia Rachid Samira Salim Soraya Tarik Yasmina Walid Zineb Youssef Aminata Mamadou Awa Ousmane Bineta Cheikh
Coumba Ibrahima Djenaba Moussa Fanta Sékou Kadiatou Modibo Mariam Boubacar Oumou Anh Bao Chi Dung Huy Lan Linh Mai Minh Ngoc
Phuong Quan Thu Tuan Akira Chen Hiroshi Jing Kenji Li Mei Naoki Wei Yuki Ana Bruna Carlos Dolores Diego Esperanza Fernando
Inês João Lúcia Miguel Paloma Rui Teresa Agnieszka Dariusz Ewa Jakub Katarzyna Łukasz Małgorzata Piotr Zofia Björn Freya
Søren Astrid Lars Ingrid Nils Sigrid Matteo Giulia Luca Chiara Paolo Francesca Sandro Bianca Klaus Greta Jürgen Heike Uwe
Ulrike Dimitri Irina Sergueï Olga Boris Tatiana Ivan Svetlana Milan Jana Tomáš Zuzana Ștefan Ioana Radu Mihaela Aris Eleni
`;

const stems = `
Ar Bau Beau Bel Ber Bois Bon Bor Bou Bran Bre Brun Cal Cam Car Cas Cha Chau Clai Cor Cou Dal Dau Del Dor Du Fau Fer Flo Fon
Four Gai Gar Gau Gran Gué Hau Hou Jau Jol La Lan Lau Li Lor Lu Mal Mar Mau Mer Mon Mor Nau Nor Pas Pel Per Pier Poi Por Ra
Ren Ri Ro Sau Ser Sou Tai Tau Ter Tou Val Van Vau Ver Vi
`;

const endings = `
bert bourg celin champ chet clair court dier din don fort geron gnon lard leau lier lin mier mont nard net nier pin quet rel
rin sac seau tier tin tourel vallon ville voisin
`;

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

export const givenNames = split(given);

/** About 2,500 invented family names, in a fixed order that mixes stems. */
export const familyNames: readonly string[] = split(endings).flatMap((ending) => split(stems).map((stem) => stem + ending));
